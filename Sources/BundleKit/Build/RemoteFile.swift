// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Dockerfile
internal import ImagePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// A file that ADD fetches from `http:` or `https:`: whole and checked before anybody sees it, mode 0600, with the time
/// the server says.
struct RemoteFile {
  private let url: SourceURL
  /// What its content has to be; nil for anything.
  private let checksum: Digest?
  private let progress: Progress

  init(_ text: String, checksum: String, _ progress: Progress) throws(Failure) {
    url = SourceURL(text)
    self.progress = progress
    do {
      self.checksum = checksum.isEmpty ? nil : try Digest(parsing: checksum)
    } catch {
      throw Failure(.build, "--checksum=\(checksum): \(error.message)", hint: "it is sha256: and 64 digits")
    }
  }

  /// How often a connection that broke off is made again.
  private static let attempts = 3

  /// Fetches it to `file` in an open folder; the name it has at the server.
  func fetch(to file: String, in folder: borrowing Descriptor) throws(Failure) -> String {
    let task = progress.task("fetch " + url.address, total: nil)
    let client = HTTPClient(HTTPSettings())
    do throws(Failure) {
      var attempt = 1
      while true {
        do throws(HTTPFailure) {
          let name = try transfer(client, to: file, in: folder, task)
          task.finish("done")
          return name
        } catch {
          if !error.isTransient || attempt == RemoteFile.attempts { throw RemoteFile.ofBuild(error.failure) }
          attempt += 1
        }
      }
    } catch {
      task.finish("failed")
      try? Files.unlink(file, at: folder.raw)
      throw error
    }
  }

  /// It is no registry that failed, and no --tls-verify there.
  private static func ofBuild(_ failure: Failure) -> Failure {
    failure.code == .registry ? Failure(.build, failure.message) : failure
  }

  private func transfer(
    _ client: HTTPClient, to file: String, in folder: borrowing Descriptor, _ task: ProgressTask
  ) throws(HTTPFailure) -> String {
    let output: Descriptor
    do throws(KernelError) {
      let flags = OpenFlags.writeOnly | OpenFlags.create | OpenFlags.truncate | OpenFlags.noFollow
      output = try Files.open(file, at: folder.raw, flags, mode: 0o600)
    } catch {
      throw HTTPFailure(failure: Failure(error, .store), isTransient: false)
    }
    let number = output.raw
    let hashing = Hashing(checksum?.algorithm ?? .sha256)
    let room = DiskRoom(number)
    var request = HTTPRequest(method: "GET", url: url.address)
    if let login = url.login { request.headers = ["Authorization: Basic " + Base64.encode(Array(login.utf8))] }
    request.sink = { (_, bytes) throws(Failure) in
      guard let base = bytes.baseAddress else { return }
      hashing.update(bytes)
      let written = EntryCalls.write(number, base, count: bytes.count)
      if written < bytes.count { throw Failure(KernelError("write", file, Errno(Int32(-min(written, 0)))), .store) }
      try room.take(bytes.count)
      task.advance(by: bytes.count)
    }
    let response = try client.perform(request)
    do throws(Failure) {
      guard response.status >= 200, response.status < 300 else {
        throw Failure(.build, "GET \(url.address): the server answers \(response.status)")
      }
      let found = hashing.finish()
      if let checksum, found != checksum {
        throw Failure(
          .digestMismatch, "\(url.address): digest mismatch: it is \(found.text), --checksum says \(checksum.text)")
      }
      let time = response.header("last-modified").flatMap(HTTPDate.seconds) ?? 0
      try asFailure(.store) { () throws(KernelError) in
        try Files.setTime(TimeSpec(seconds: time, nanoseconds: 0), file, at: folder.raw)
      }
    } catch {
      throw HTTPFailure(failure: error, isTransient: false)
    }
    _ = consume output
    return url.name ?? response.header("content-disposition").flatMap(SourceURL.name(ofDisposition:)) ?? "__unnamed__"
  }
}
