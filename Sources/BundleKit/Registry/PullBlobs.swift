// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import OCI

/// Downloads blobs, several at a time; what broke off is taken up where it was, by this process or the next.
struct PullBlobs {
  let store: Store
  let session: RegistrySession
  let progress: Progress
  let parallel: Int

  func fetch(_ blobs: [ContentDescriptor]) throws(Failure) {
    var seen: Set<Digest> = []
    // An order of their own, so that two processes with common layers cannot wait for each other.
    let distinct = blobs.filter { seen.insert($0.digest).inserted }
    _ = try Workers.share(distinct, among: parallel) {
      let client = session.client()
      return { (blob: ContentDescriptor) throws(Failure) in try fetch(blob, client) }
    }
  }

  private func fetch(_ blob: ContentDescriptor, _ client: HTTPClient) throws(Failure) {
    let task = progress.task(blob.digest.short, total: blob.size)
    if store.blobs.size(of: blob.digest) == blob.size {
      task.finish("already there")
      return
    }
    guard let writer = try store.blobs.download(blob.digest) else {
      task.finish("already there")
      return
    }
    let download = Download(writer, blob, task)
    var attempt = 0
    while !download.isWhole {
      do throws(Failure) {
        try download.go(on: client, session)
      } catch {
        // Only a connection that broke is worth another try; getting further than ever starts the count anew.
        guard download.isShort || client.brokeOff, attempt < RegistrySession.retries else { throw error }
        Clock.sleep(milliseconds: Int64(500 << attempt))
        attempt = download.hasAdvanced ? 0 : attempt + 1
      }
    }
    try download.finish()
    task.finish("done")
  }
}

/// One blob on its way.
private final class Download {
  private var writer: BlobWriter?
  private let blob: ContentDescriptor
  private let task: ProgressTask
  private var count: Int64
  /// The last answer ended too early, though the connection did not break.
  private(set) var isShort = false
  /// The last attempt got further than all before it.
  private(set) var hasAdvanced = false
  private var furthest: Int64 = 0

  init(_ writer: consuming BlobWriter, _ blob: ContentDescriptor, _ task: ProgressTask) {
    self.blob = blob
    self.task = task
    count = writer.count
    furthest = count
    self.writer = consume writer
    task.advance(by: Int(count))
  }

  var isWhole: Bool { count == blob.size }

  /// One request for what is missing.
  func go(on client: HTTPClient, _ session: RegistrySession) throws(Failure) {
    if count > blob.size { try restart() }
    let start = count
    isShort = false
    hasAdvanced = false
    let headers = start > 0 ? ["Range: bytes=\(start)-"] : []
    let response = try session.perform(client, "GET", "/blobs/" + blob.digest.text, headers: headers) {
      [self] status, bytes throws(Failure) in
      // Without 206 the registry sends everything.
      if status != 206, start > 0, count == start { try restart() }
      try take(bytes)
    }
    switch response.status {
    case 200, 206: isShort = count < blob.size
    // What we have is not a beginning of it.
    case 416 where start > 0: try restart()
    default: throw session.failure(response, "blob \(blob.digest.text)")
    }
    if isShort {
      throw Failure(
        .registry, "blob \(blob.digest.text): \(count) bytes came, its descriptor says \(blob.size)")
    }
  }

  private func take(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
    guard count + Int64(bytes.count) <= blob.size else {
      throw Failure(.imageInvalid, "blob \(blob.digest.text) is longer than the \(blob.size) bytes its descriptor says")
    }
    try writer?.append([UInt8](bytes))
    count += Int64(bytes.count)
    if count > furthest {
      hasAdvanced = true
      furthest = count
    }
    task.advance(by: bytes.count)
  }

  private func restart() throws(Failure) {
    try writer?.restart()
    task.advance(by: -Int(count))
    count = 0
  }

  func finish() throws(Failure) {
    var last: BlobWriter?
    swap(&last, &writer)
    if let last { _ = try last.finish(expecting: blob.digest, size: blob.size) }
  }
}
