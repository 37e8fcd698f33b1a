"""One case to take away: PDF, JSON and files in a zip, with the hash of its chain, and a verifier without network."""
