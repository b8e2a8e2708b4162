"""Words and texts as people type them; nothing here knows an event."""
