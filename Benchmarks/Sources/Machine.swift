import Glibc

/// What figures were measured on.
enum Machine {
  static var description: [(name: String, value: String)] {
    var result: [(String, String)] = [("date", date), ("processors", "\(sysconf(Int32(_SC_NPROCESSORS_ONLN))) x \(processor)")]
    if let kernel = Child.firstLine(["uname", "-sr"]) { result.append(("kernel", kernel)) }
    #if compiler(>=6.3)
      result.append(("compiler", "Swift 6.3 or later, \(build)"))
    #else
      result.append(("compiler", "Swift before 6.3, \(build)"))
    #endif
    if let version = Child.firstLine(["iptables-nft-restore", "--version"]) { result.append(("iptables", version)) }
    if let version = Child.firstLine(["wc", "--version"]) { result.append(("wc", version)) }
    result.append(("load at the start", Measuring.load))
    return result
  }
  private static var build: String {
    #if DEBUG
      "debug build: these figures mean nothing"
    #else
      "release build"
    #endif
  }
  private static var processor: String {
    let text = String(decoding: (try? Files.read("/proc/cpuinfo")) ?? [], as: UTF8.self)
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line.flatMap { $0.split(separator: ":").last }.map { String($0.drop { $0 == " " }) } ?? "unknown"
  }
  /// The day, as in `2026-01-31`.
  static var date: String {
    var now = time(nil)
    // It holds a pointer, to a name of the time zone, that nobody reads.
    var parts = unsafe tm()
    _ = unsafe gmtime_r(&now, &parts)
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return unsafe "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
  }
}
