"""Who someone is, what was done, and the rules every owned row keeps."""
