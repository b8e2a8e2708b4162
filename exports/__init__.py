"""The answers of an event as files: the only place that knows pandas."""
