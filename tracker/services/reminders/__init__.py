"""Reminders: what is due, the outbox, handing over to the mail server, personal links."""
