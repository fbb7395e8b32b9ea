"""Slack's Web API, through slack-sdk."""

from clients.slack.client import SlackClient

__all__ = ["SlackClient"]
