"""A pretend Slack: channels, messages and threads of one workspace, with its limits."""
