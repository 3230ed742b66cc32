"""Tests against real model servers, which `make test-servers` installs and runs."""
