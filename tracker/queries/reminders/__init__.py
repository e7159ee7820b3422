"""What is due, what lies in the outbox, and when the scheduler last ticked."""
