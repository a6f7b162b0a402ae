"""The HTTP side: one app, thin routes, one error shape."""
