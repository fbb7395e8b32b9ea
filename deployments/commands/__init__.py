"""What a person can type after ``stocksteady``: one file a command or group."""
