"""The demonstration network: every part of Spilno on real places, marked as a demonstration, removable.

Built by the apps' own actions. Accounts are named by role and place and nobody stands behind them. Relations between real
municipalities are facts: only documented ones appear. Everything else is an example and says so.
"""
