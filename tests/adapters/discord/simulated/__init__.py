"""The adapter in SimCord, an independent simulation of Discord (https://github.com/SilentHacks/simcord).

These tests check the assumptions of our loopback Discord against another reading of the same documentation: deadlines
in virtual time, permissions, the limits of forms, and visibility.

The client, the handlers, the platform and everything behind them are the adapter's own. The simulation replaces three
things:

- SimCord logs the client in and feeds its gateway; the supervisor around the connection, which logs in itself, does
  not run. Nor do sockets, limits that are waited out, or sessions that are resumed: the loopback Discord has those.
- It stands in for the library's adapter of webhooks, through which everything about an interaction is sent, and for the
  servers that keep files.
- It leaves out `authorizing_integration_owners`, which Discord sends with every interaction: the owner is filled in.

SimCord always speaks American English and knows no app of a user's own, so that languages and such apps are not shown
here. It takes voice messages without their length and their waveform, which are therefore not judged.
"""
