/// How iptables quotes strings (libxtables `xtables_save_string`) and reads them back (`add_param_to_argv` in xshared.c).
enum Quoting {
  /// Bare if it is a plain word, else in quotes, with a backslash before each quote, backslash and apostrophe.
  static func append(_ text: some Collection<UInt8>, to output: inout [UInt8], always: Bool = false) {
    let isPlain = !text.isEmpty && text.allSatisfy { $0 &- 48 < 10 || ($0 | 32) &- 97 < 26 || $0 == 0x5f || $0 == 0x2d }
    if isPlain && !always {
      output += text
      return
    }
    output.append(0x22)
    for byte in text {
      if byte == 0x22 || byte == 0x5c || byte == 0x27 { output.append(0x5c) }
      output.append(byte)
    }
    output.append(0x22)
  }
  /// Without the quotes around it, and without the backslashes of escapes. A bare word is itself.
  static func unquoted(_ text: [UInt8]) -> [UInt8] {
    guard text.first == 0x22 else { return text }
    var result: [UInt8] = []
    var i = 1
    while i < text.count && text[i] != 0x22 {
      if text[i] == 0x5c && i + 1 < text.count { i += 1 }
      result.append(text[i])
      i += 1
    }
    return result
  }
}

/// Names of ports that rules written by hand use. iptables asks `/etc/services`; a library that does no I/O knows these.
enum Services {
  private static let ports: [String: UInt16] = [
    "tcpmux": 1, "echo": 7, "discard": 9, "systat": 11, "daytime": 13, "netstat": 15, "chargen": 19, "ftp-data": 20, "ftp": 21, "ssh": 22,
    "telnet": 23, "smtp": 25, "time": 37, "whois": 43, "tacacs": 49, "domain": 53, "bootps": 67, "bootpc": 68, "tftp": 69, "gopher": 70,
    "finger": 79, "http": 80, "www": 80, "kerberos": 88, "iso-tsap": 102, "acr-nema": 104, "pop3": 110, "sunrpc": 111, "auth": 113,
    "nntp": 119, "ntp": 123, "epmap": 135, "netbios-ns": 137, "netbios-dgm": 138, "netbios-ssn": 139, "imap2": 143, "imap": 143,
    "snmp": 161, "snmp-trap": 162, "snmptrap": 162, "cmip-man": 163, "bgp": 179, "irc": 194, "ldap": 389, "svrloc": 427, "https": 443,
    "microsoft-ds": 445, "kpasswd": 464, "submissions": 465, "smtps": 465, "isakmp": 500, "rtsp": 554, "exec": 512, "login": 513,
    "who": 513, "shell": 514,
    "syslog": 514, "printer": 515, "route": 520, "gdomap": 538, "uucp": 540, "klogin": 543, "kshell": 544, "dhcpv6-client": 546,
    "dhcpv6-server": 547, "afpovertcp": 548, "nntps": 563, "submission": 587, "ldaps": 636, "tinc": 655, "silc": 706, "kerberos-adm": 749,
    "domain-s": 853, "rsync": 873, "ftps-data": 989, "ftps": 990, "telnets": 992, "imaps": 993, "pop3s": 995, "socks": 1080,
    "openvpn": 1194, "ms-sql-s": 1433, "ms-sql-m": 1434, "datametrics": 1645, "sa-msg-port": 1646, "l2f": 1701, "radius": 1812,
    "radius-acct": 1813, "nfs": 2049,
    "gpsd": 2947, "mysql": 3306, "svn": 3690, "epmd": 4369, "sip": 5060, "sip-tls": 5061, "xmpp-client": 5222, "xmpp-server": 5269,
    "mdns": 5353,
    "postgresql": 5432, "amqp": 5672, "amqps": 5671, "x11": 6000, "redis": 6379, "ircd": 6667, "bacula-dir": 9101, "git": 9418,
    "http-alt": 8080, "webcache": 8080,
  ]
  static func port(named name: String) -> UInt16? { ports[name] }
}
