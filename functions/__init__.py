"""One module per API route; the tree is the API."""
