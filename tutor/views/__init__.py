"""Views: who asks, what was sent, one service, one reply."""
