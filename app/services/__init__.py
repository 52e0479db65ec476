"""One function for each verb of the product: access check, change, audit row; never a commit."""
