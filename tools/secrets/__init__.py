"""The secrets in SSM Parameter Store: making them, and changing them while the product runs."""
