"""What people decide about reminders: schedules, texts, pauses, test mode."""
