"""How good is it: labelled sets, metrics, peers (评测)."""
