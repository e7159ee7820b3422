"""The rules: standard library only, no clock, no session. Free days and dates come in as arguments."""
