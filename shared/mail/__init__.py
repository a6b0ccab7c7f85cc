"""Mails to drivers: what they say in each language, and their HTML, text and calendar parts. No I/O."""
