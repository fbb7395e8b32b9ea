"""What must stay true, said as sentences about the business."""
