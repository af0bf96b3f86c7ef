/// What a run says to the shell.
package enum ExitCode: Int32, Sendable {
  /// Every outcome gets there, every assertion holds, nothing was found.
  case good = 0
  /// Some outcome does not, some assertion fails, something was found.
  case bad = 1
  /// Bad usage, unreadable or unrecognisable input, nothing to answer from.
  case trouble = 2
  /// The answer depends on something that the inputs do not tell.
  case unknown = 3

  /// Of several answers the worst: 2, then 1, then 3, then 0.
  func worse(_ other: ExitCode) -> ExitCode {
    let order: [ExitCode] = [.trouble, .bad, .unknown, .good]
    return order.first { self == $0 || other == $0 } ?? .good
  }
}
