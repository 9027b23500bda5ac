"""What authors do with their courses: order, drafts, versions, publishing, invitations."""
