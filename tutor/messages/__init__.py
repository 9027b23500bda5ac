"""Messages between processes and open sockets, and what is raised where they cannot be reached."""
