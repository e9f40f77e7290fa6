// SPDX-License-Identifier: Apache-2.0

/// What `--chmod` does to permissions: an octal number, or clauses as of chmod(1) under the umask 0.
package struct SymbolicMode: Equatable, Sendable {
  private static let standard: UInt32 = 0o6777
  private static let sticky: UInt32 = 0o1000

  /// A change of some bits.
  private enum Change: Equatable, Sendable {
    case set(UInt32)
    case clear(UInt32)
    /// `X`: execution, where it is a directory or somebody may already execute it.
    case setExecution(UInt32)
    /// Copies the three bits of a class to others: `g=u`, `go+u`, `o-g`.
    case copy(from: Class, to: [Class], sets: Bool, clears: Bool)
  }
  private enum Class: UInt32, CaseIterable, Sendable {
    case user = 6
    case group = 3
    case other = 0
    /// How far left of the last three bits its own are.
    var shift: UInt32 { rawValue }
    var bits: UInt32 { 7 << shift }
  }
  /// The permissions themselves, when the text is a number.
  package private(set) var octal: UInt32?
  private var changes: [Change] = []

  package init(parsing text: String) throws(BuildError) {
    if let first = text.utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) {
      guard let number = UInt32(text, radix: 8), number <= 0o7777 else {
        throw BuildError(
          .value,
          "invalid chmod parameter: \(BuildError.quoted(text)). It should be an octal string between 0 and 07777")
      }
      octal = number
      return
    }
    var rest = Array(text.utf8)[...]
    var reader = Reader()
    while true {
      guard reader.takeClause(from: &rest) else {
        throw BuildError(
          .value, "invalid chmod parameter: \(BuildError.quoted(text)). It should be like 0755 or u=rwX,go=rX")
      }
      guard rest.popFirst() == UInt8(ascii: ",") else { break }
    }
    changes = reader.changes
  }

  /// The permissions after the change.
  package func applied(to mode: UInt32, isDirectory: Bool) -> UInt32 {
    if let octal { return octal }
    var result = mode
    for change in changes {
      switch change {
      case .set(let bits): result |= bits
      case .clear(let bits): result &= ~bits
      case .setExecution(let bits): if isDirectory || mode & 0o111 != 0 { result |= bits }
      case .copy(let source, let targets, let sets, let clears):
        let value = result >> source.shift & 7
        for target in targets {
          if clears { result &= ~((sets ? 7 : value) << target.shift) }
          if sets { result |= value << target.shift }
        }
      }
    }
    return result
  }

  /// Reads clauses; what it has said last is remembered from one to the next, as BSD's setmode(3) does.
  private struct Reader {
    var changes: [Change] = []
    /// `=` has already cleared what it has to.
    private var hasCleared = false

    /// Takes `[ugoa]*([-+=][rwxXstugo]*)+`; false when there is something else.
    mutating func takeClause(from rest: inout ArraySlice<UInt8>) -> Bool {
      var who: UInt32 = 0
      while let byte = rest.first, let bits = Reader.who(byte) {
        who |= bits
        rest.removeFirst()
      }
      repeat {
        guard let operation = rest.popFirst(), "+-=".utf8.contains(operation) else { return false }
        if operation == UInt8(ascii: "=") { hasCleared = false }
        takePermissions(operation, who, from: &rest)
      } while !rest.isEmpty && rest.first != UInt8(ascii: ",")
      return true
    }

    private static func who(_ byte: UInt8) -> UInt32? {
      switch byte {
      case UInt8(ascii: "a"): SymbolicMode.standard
      case UInt8(ascii: "u"): 0o4700
      case UInt8(ascii: "g"): 0o2070
      case UInt8(ascii: "o"): 0o0007
      default: nil
      }
    }

    private mutating func takePermissions(_ operation: UInt8, _ named: UInt32, from rest: inout ArraySlice<UInt8>) {
      var who = named
      var bits: UInt32 = 0
      var execution: UInt32 = 0
      let isClear = operation == UInt8(ascii: "-")
      let isAssignment = operation == UInt8(ascii: "=")
      // Of others alone, neither set-id nor the sticky bit can be meant.
      let isOtherOnly = named != 0 && named & ~0o007 == 0
      while let byte = rest.first {
        switch byte {
        case UInt8(ascii: "r"): bits |= 0o444
        case UInt8(ascii: "w"): bits |= 0o222
        case UInt8(ascii: "x"): bits |= 0o111
        case UInt8(ascii: "X"): if isClear { bits |= 0o111 } else { execution = 0o111 }
        case UInt8(ascii: "s"): if !isOtherOnly { bits |= 0o6000 }
        case UInt8(ascii: "t"):
          if !isOtherOnly {
            who |= SymbolicMode.sticky
            bits |= SymbolicMode.sticky
          }
        case UInt8(ascii: "u"), UInt8(ascii: "g"), UInt8(ascii: "o"):
          // What was said so far comes first.
          if bits != 0 { add(operation, who, bits) }
          bits = 0
          if isAssignment { hasCleared = true }
          if execution != 0 { changes.append(.setExecution(who == 0 ? execution : who & execution)) }
          execution = 0
          copy(byte, to: who, sets: !isClear, clears: isClear || isAssignment)
        default:
          finish(operation, who, bits, execution)
          return
        }
        rest.removeFirst()
      }
      finish(operation, who, bits, execution)
    }

    private mutating func finish(_ operation: UInt8, _ who: UInt32, _ bits: UInt32, _ execution: UInt32) {
      let isAssignment = operation == UInt8(ascii: "=")
      if bits != 0 || isAssignment && !hasCleared {
        if isAssignment { hasCleared = true }
        add(operation, who, bits)
      }
      if execution != 0 { changes.append(.setExecution(who == 0 ? execution : who & execution)) }
    }

    private mutating func add(_ operation: UInt8, _ who: UInt32, _ bits: UInt32) {
      let meant = who == 0 ? bits : who & bits
      guard operation != UInt8(ascii: "-") else {
        changes.append(.clear(meant))
        return
      }
      if operation == UInt8(ascii: "=") { changes.append(.clear(who == 0 ? SymbolicMode.standard : who)) }
      changes.append(.set(meant))
    }

    private mutating func copy(_ source: UInt8, to who: UInt32, sets: Bool, clears: Bool) {
      let from: Class = source == UInt8(ascii: "u") ? .user : source == UInt8(ascii: "g") ? .group : .other
      let targets = Class.allCases.filter { who == 0 || who & $0.bits & 0o444 != 0 }
      changes.append(.copy(from: from, to: targets, sets: sets, clears: clears))
    }
  }
}
