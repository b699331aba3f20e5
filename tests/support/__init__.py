"""What tests share: a real server, a real browser, people and therapies."""
