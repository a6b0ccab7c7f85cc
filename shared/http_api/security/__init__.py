"""Who may call: admin tokens, the CDN's signature, the limit on guessed emails."""
