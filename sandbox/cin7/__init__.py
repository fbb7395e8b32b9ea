"""A pretend Cin7 Core account: documents, allocation, webhooks."""
