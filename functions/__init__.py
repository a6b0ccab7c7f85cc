"""One module per API route; the tree is the API."""

import gc

# Loading makes tens of thousands of objects that all stay: looking through them for garbage, over and over, is a tenth
# of a cold start. `lambda_handler` turns the collector on again.
gc.disable()
