"""A pretend ShipStation, API V2: shipments, labels, signed webhooks, and a warehouse crew."""
