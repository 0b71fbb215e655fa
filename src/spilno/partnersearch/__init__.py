"""Who looks for whom: requests with a status and an end, answers in confidence, introductions."""
