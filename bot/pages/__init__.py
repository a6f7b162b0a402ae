"""The pages: templates, style and scripts of our own, served from the package."""
