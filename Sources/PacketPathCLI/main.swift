print("packetpath")
