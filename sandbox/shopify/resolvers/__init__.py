"""Who answers which field of the schema, a file a subject."""
