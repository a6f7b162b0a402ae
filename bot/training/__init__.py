"""Training (培训): quiz items, drills, spacing, the first-week course, and the records of learners."""
