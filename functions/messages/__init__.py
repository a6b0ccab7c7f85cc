"""Functions that send messages on request, invoked asynchronously by others."""
