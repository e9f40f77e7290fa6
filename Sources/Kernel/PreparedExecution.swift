// SPDX-License-Identifier: Apache-2.0
internal import CLinux
package import LinuxABI

/// The words of an execve(2) laid out in memory beforehand, so that a fresh child allocates nothing: where the parent
/// has several threads (our tests), one of them may hold the allocator's lock at the moment of the clone.
@safe package final class PreparedExecution {
  private let path: UnsafeMutablePointer<UInt8>
  private let arguments: Words
  private let environment: Words

  /// Copies the words; an empty path is for `execute(file:)`.
  package init(path: String, arguments: [String], environment: [String]) {
    unsafe self.path = unsafe Words.copy(path)
    self.arguments = Words(arguments)
    self.environment = Words(environment)
  }

  deinit { unsafe path.deallocate() }

  /// Gives a spawn these words; they have to outlive it.
  @unsafe func fill(_ spawn: inout clinux_spawn) {
    unsafe spawn.path = UnsafeRawPointer(path).assumingMemoryBound(to: CChar.self)
    unsafe spawn.arguments = UnsafePointer(bitPattern: arguments.address)
    unsafe spawn.environment = UnsafePointer(bitPattern: environment.address)
  }

  /// execve(2); returns only on failure.
  package func execute() -> Errno {
    let result = unsafe systemCall(
      SYS_execve, Int(bitPattern: path), arguments.address, environment.address)
    return Errno(Int32(-result))
  }

  /// execveat(2) of an open file itself (AT_EMPTY_PATH); returns only on failure.
  package func execute(file number: Int32) -> Errno {
    let emptyPath = 0x1000
    let result = unsafe systemCall(
      SYS_execveat, Int(number), Int(bitPattern: path), arguments.address, environment.address, emptyPath)
    return Errno(Int32(-result))
  }
}

/// An array of C strings ended by a null pointer.
@safe private final class Words {
  private let pointers: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>
  private let count: Int

  init(_ words: [String]) {
    count = words.count
    unsafe pointers = .allocate(capacity: words.count + 1)
    for index in words.indices { unsafe (pointers + index).initialize(to: Words.copy(words[index])) }
    unsafe (pointers + count).initialize(to: nil)
  }

  deinit {
    for index in 0..<count { unsafe pointers[index]?.deallocate() }
    unsafe pointers.deallocate()
  }

  var address: Int { unsafe Int(bitPattern: pointers) }

  /// The bytes and a NUL.
  static func copy(_ word: String) -> UnsafeMutablePointer<UInt8> {
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: word.utf8.count + 1)
    var index = 0
    for byte in word.utf8 {
      unsafe bytes[index] = byte
      index += 1
    }
    unsafe bytes[index] = 0
    return unsafe bytes
  }
}
