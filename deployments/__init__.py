"""Every way a flow is set going: by a person, by the demo, by prefect.yaml."""
