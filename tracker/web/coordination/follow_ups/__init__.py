"""The pages of a follow-up: opening, cockpit, facts, language, preview and closing."""
