"""What staff are shown: more than a driver, and still only what is named here."""
