"""What the user asks for: settings files and the command line, checked and with their origins."""
