"""A plan's reminders: the schedule, the texts, pauses."""
