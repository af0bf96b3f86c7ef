import Glibc

/// Other programs that do the same job.
enum Child {
  /// Where a program is, as a shell would find it; nil: it is not installed.
  static func find(_ name: String) -> String? {
    if name.contains("/") { return Files.isExecutable(name) ? name : nil }
    // The string is copied at once.
    let path = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? "/usr/sbin:/usr/bin:/sbin:/bin"
    return (path.split(separator: ":").map(String.init) + ["/usr/sbin", "/sbin"]).map { "\($0)/\(name)" }.first(where: Files.isExecutable)
  }
  /// Runs a program to its end, its input from a file, its output to nowhere or to a file. Throws if it exits with
  /// another code than those accepted.
  @discardableResult
  static func run(_ words: [String], input: String = "/dev/null", output: String = "/dev/null", accepting: Set<Int32> = [0]) throws -> Cost
  {
    guard let program = find(words[0]) else { throw BenchmarkError("\(words[0]) is not installed") }
    var actions = unsafe posix_spawn_file_actions_t()
    // Initialised here, destroyed below; the structures live on this frame.
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var arguments: [UnsafeMutablePointer<CChar>?] = unsafe ([program] + words.dropFirst()).map { unsafe strdup($0) } + [nil]
    // Each was allocated by strdup above.
    defer { for i in 0..<words.count { unsafe free(arguments[i]) } }
    let start = Measuring.seconds(CLOCK_MONOTONIC)
    var process: pid_t = 0
    let failure = unsafe posix_spawn(&process, program, &actions, nil, &arguments, environ)
    guard failure == 0 else { throw BenchmarkError("\(program) does not start: error \(failure)") }
    var status: Int32 = 0, usage = rusage()
    // The kernel fills both.
    while unsafe wait4(process, &status, 0, &usage) < 0 && errno == EINTR {}
    let wall = Measuring.seconds(CLOCK_MONOTONIC) - start
    // A signal stands in the lower bits.
    guard status & 0x7f == 0, accepting.contains(status >> 8) else {
      throw BenchmarkError("\(words.joined(separator: " ")) failed with status \(status)")
    }
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
    return Cost(wall: wall, cpu: seconds(usage.ru_utime) + seconds(usage.ru_stime))
  }
  /// The first line that a program prints; nil if it cannot be had.
  static func firstLine(_ words: [String]) -> String? {
    guard let folder = try? Files.temporaryFolder() else { return nil }
    defer {
      Files.remove(folder + "/output")
      _ = unsafe rmdir(folder)
    }
    guard (try? run(words, output: folder + "/output")) != nil, let text = try? Files.read(folder + "/output") else { return nil }
    return String(decoding: text.prefix { $0 != 10 }, as: UTF8.self)
  }
}
