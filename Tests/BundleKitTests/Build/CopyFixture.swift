// SPDX-License-Identifier: Apache-2.0
import BundleKit
import CapsulePlan
import Foundation
import ImagePlan
import Kernel
import LinuxABI
import OCI
import TestSupport

/// A build context, a root to write to, and a part of the host that nobody may change, in a scratch directory.
struct CopyFixture {
  let fixture: Fixture
  let store: Store

  /// `context/`, `root/`, `stage/` and `host/`, made by a shell script that runs in their parent.
  static func with(_ script: String, _ body: (CopyFixture) throws -> Void) throws {
    try Samples.withStore { store, fixture in
      let copy = CopyFixture(fixture: fixture, store: store)
      try copy.shell("mkdir context root stage host; echo untouched >host/secret; umask 022; " + script)
      let before = try copy.listing("host")
      try body(copy)
      let after = try copy.listing("host")
      guard before == after else { throw Complaint("the host's tree has changed:\n\(after)") }
    }
  }

  struct Complaint: Error, CustomStringConvertible {
    var description: String
    init(_ text: String) { description = text }
  }

  @discardableResult
  func shell(_ script: String) throws -> String {
    let result = try Program.run("/bin/sh", ["-euc", script], directory: fixture.directory)
    guard result.status == 0 else { throw Complaint("\(script): \(result.errors)") }
    return result.output
  }

  /// One line for each entry of a folder: mode, owner, path, and what is in it or where it leads.
  func listing(_ folder: String) throws -> String {
    let text = try shell(
      """
      cd \(folder)
      find . -mindepth 1 '(' -type f -printf '%M %U:%G %P =' -exec cat '{}' ';' -printf '\\n' ')' -o \
        -type l -printf 'l %U:%G %P -> %l\\n' -o -printf '%M %U:%G %P\\n'
      """)
    return text.split(separator: "\n", omittingEmptySubsequences: true)
      .sorted { ($0.split(separator: " ")[2], $0) < ($1.split(separator: " ")[2], $1) }.joined(separator: "\n")
  }

  func open(_ folder: String) throws -> Descriptor {
    try Files.open(fixture.path(folder), OpenFlags.readOnly | OpenFlags.directory)
  }

  func context() throws -> CopySource { try BuildContext.directory(fixture.path("context")).source }
  func stage() throws -> CopySource { CopySource(try open("stage"), .stage) }

  /// Prepares and performs; the warnings.
  @discardableResult
  func copy(_ request: CopyRequest, from source: CopySource? = nil) throws -> [String] {
    let prepared = try CopyStep(store).prepare(request, from: try source ?? context())
    try prepared.perform(into: try open("root"))
    return prepared.warnings
  }

  func digest(_ request: CopyRequest, from source: CopySource? = nil) throws -> Digest {
    try CopyStep(store).prepare(request, from: try source ?? context()).digest()
  }
}

extension CopyRequest {
  /// `COPY a b /c/`, options before the sources: `--chown=1:2`, `--parents`, `--exclude=*.o`, `--chmod=755`.
  static func words(_ text: String) -> CopyRequest {
    var words = text.split(separator: " ").map(String.init)
    var request = CopyRequest([], to: words.popLast() ?? "/")
    for word in words {
      let value = String(word.drop { $0 != "=" }.dropFirst())
      switch word.prefix(while: { $0 != "=" }) {
      case "--chown": request.owner = value
      case "--chmod": request.mode = value
      case "--exclude": request.excludes.append(value)
      case "--parents": request.keepsParents = true
      case "--unpack": request.unpacks = value.isEmpty ? nil : value == "true"
      case "--kept": request.ownership = .kept
      default: request.sources.append(.path(word))
      }
    }
    return request
  }
}
