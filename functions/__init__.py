"""One module per API route; the tree is the API."""

from shared.http_api.runtime import garbage_collection

garbage_collection.pause()
