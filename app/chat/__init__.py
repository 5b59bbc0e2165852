"""The private conversation of a member with a business."""
