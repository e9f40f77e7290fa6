// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
package import Kernel
internal import LinuxABI
package import OCI

extension Failure {
  /// A system call's failure in one line: `open /x: no such file or directory`.
  package init(_ error: KernelError, _ code: FailureCode) {
    let isFull = error.errno == .ENOSPC
    self.init(code, error.text, hint: isFull ? "the disk is full; bundle gc frees what nothing uses" : nil)
  }

  /// What is wrong with a document of an image; `subject` is what people call it.
  package init(_ error: JSONError, in subject: String) {
    self.init(.imageInvalid, error.text(file: subject))
  }

  package init(_ error: ReferenceError, _ code: FailureCode = .usage) { self.init(code, error.message) }
}

/// Performs calls whose failures all mean `code`.
package func asFailure<Result: ~Copyable>(
  _ code: FailureCode, _ body: () throws(KernelError) -> Result
) throws(Failure) -> Result {
  do {
    return try body()
  } catch {
    throw Failure(error, code)
  }
}

/// Reads a document of an image: at most 4 MiB, which is also what registries allow.
package func decode<T: JSONObject>(_ bytes: [UInt8], as subject: String) throws(Failure) -> T {
  do {
    var reader = JSONReader(try JSONDocument.parse(bytes))
    return try T(&reader)
  } catch {
    throw Failure(error, in: subject)
  }
}

/// Reads an image's name as people write it.
package func parseReference(_ text: String) throws(Failure) -> ImageReference {
  do {
    return try ImageReference(parsing: text)
  } catch {
    throw Failure(error)
  }
}
