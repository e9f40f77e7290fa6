// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import LinuxABI
package import OCI

/// Sends an image to a registry (OCI distribution-spec, "Push").
package struct Push {
  private let store: Store
  private let options: RegistryOptions
  private let progress: Progress
  /// Bytes of a request when uploads are to be in parts; nil sends each blob whole.
  package var chunkSize: Int64?
  /// Blobs sent at the same time.
  package var parallel = 3
  /// How layers that are stored plain are compressed on the way.
  package var compression = LayerCompression.gzip

  package init(_ store: Store, _ options: RegistryOptions, progress: Progress) {
    self.store = store
    self.options = options
    self.progress = progress
  }

  /// Sends what the registry lacks, the manifest last.
  ///
  /// - Returns: the manifest's digest.
  package func push(_ image: Image, to reference: ImageReference) throws(Failure) -> Digest {
    let adding = try store.adding()
    let digest = try send(try store.images.compressed(image, with: compression), to: reference)
    _ = consume adding
    return digest
  }

  private func send(_ image: Image, to reference: ImageReference) throws(Failure) -> Digest {
    let endpoint = try endpoint(of: reference)
    let sources = mountSources(image, endpoint)
    let session = try RegistrySession(endpoint, options, actions: "pull,push", also: sources)
    let variants = try store.images.variants(of: image)
    let blobs = variants.flatMap { $0.manifest.layers + [$0.manifest.config] }
    for blob in blobs {
      if case .layer(_, _, distributable: false) = blob.type {
        progress.say("layer \(blob.digest.short) may not be distributed and is left out")
      }
    }
    try send(blobs, session, sources)
    if image.index != nil {
      for variant in variants { try put(variant.descriptor, as: variant.manifestDigest.text, session) }
    }
    try put(image.entry, as: reference.tag ?? image.digest.text, session)
    return image.digest
  }

  /// Sends a manifest that is no image's and is in the store, with its blobs.
  func push(
    _ document: ContentDescriptor, blobs: [ContentDescriptor], to reference: ImageReference
  ) throws(Failure) {
    let session = try RegistrySession(try endpoint(of: reference), options, actions: "pull,push")
    try send(blobs, session, [])
    try put(document, as: reference.tag ?? document.digest.text, session)
  }

  private func endpoint(of reference: ImageReference) throws(Failure) -> RegistryRules.Endpoint {
    guard let registry = reference.registry else {
      throw Failure(
        .usage, "\"\(reference.text)\" names no registry to push to", hint: "write HOST/\(reference.text)")
    }
    // Mirrors are for pulling: the last endpoint is the registry itself.
    return try RegistryFiles.rules().endpoints(for: reference).last
      ?? RegistryRules.Endpoint(registry: registry, repository: reference.repository)
  }

  /// Sends a manifest or an index, what it names being there.
  private func put(_ document: ContentDescriptor, as name: String, _ session: RegistrySession) throws(Failure) {
    let bytes = try store.blobs.read(document.digest)
    let response = try session.perform(
      session.client(), "PUT", "/manifests/" + name, headers: ["Content-Type: " + document.mediaType],
      body: .bytes(bytes))
    guard response.status == 201 || response.status == 200 else { throw session.failure(response, "manifest \(name)") }
    if let told = response.header("docker-content-digest"), told != document.digest.text {
      throw Failure(
        .registry, "\(session.endpoint.registry) stored the manifest as \(Table.printable(told)): it changed it")
    }
  }

  /// Other repositories at that registry which have the image's layers: those it was pulled from or is named after.
  private func mountSources(_ image: Image, _ endpoint: RegistryRules.Endpoint) -> [String] {
    var names: [String] = []
    let same = (try? store.images.list())?.filter { $0.digest == image.digest } ?? []
    for origin in same.compactMap({ $0.origin })
    where origin.registry == endpoint.registry && origin.repository != endpoint.repository
      && !names.contains(origin.repository)
    { names.append(origin.repository) }
    return names
  }

  private func send(_ blobs: [ContentDescriptor], _ session: RegistrySession, _ sources: [String]) throws(Failure) {
    var seen: Set<Digest> = []
    let distinct = blobs.filter { blob in
      if case .layer(_, _, distributable: false) = blob.type { return false }
      return seen.insert(blob.digest).inserted
    }
    let upload = Upload(store: store, session: session, sources: sources, chunkSize: chunkSize, progress: progress)
    _ = try Workers.share(distinct, among: parallel) {
      let client = session.client()
      return { (blob: ContentDescriptor) throws(Failure) in try upload.send(blob, client) }
    }
  }
}

/// Uploads of blobs.
private struct Upload: Sendable {
  let store: Store
  let session: RegistrySession
  let sources: [String]
  let chunkSize: Int64?
  let progress: Progress

  func send(_ blob: ContentDescriptor, _ client: HTTPClient) throws(Failure) {
    let task = progress.task(blob.digest.short, total: blob.size)
    let head = try session.perform(client, "HEAD", "/blobs/" + blob.digest.text)
    if head.status == 200 {
      task.finish("already there")
      return
    }
    for attempt in 0...RegistrySession.retries {
      guard let location = try begin(blob, client) else {
        task.finish("mounted")
        return
      }
      do throws(Failure) {
        try transfer(blob, to: location, client)
        task.advance(by: Int(blob.size))
        task.finish("done")
        return
      } catch {
        // An upload that broke off is begun anew: what the registry has of it is its business.
        guard attempt < RegistrySession.retries, error.code == .registry else { throw error }
        Clock.sleep(milliseconds: Int64(500 << attempt))
      }
    }
  }

  /// Where to send a blob; nil when it could be mounted from another repository.
  private func begin(_ blob: ContentDescriptor, _ client: HTTPClient) throws(Failure) -> String? {
    var queries = sources.map {
      "?" + RegistrySession.form([("mount", blob.digest.text), ("from", $0)])
    }
    queries.append("")
    for query in queries {
      let response = try session.perform(client, "POST", "/blobs/uploads/" + query)
      switch response.status {
      case 201 where !query.isEmpty: return nil
      case 202:
        guard let location = response.header("location") else {
          throw Failure(.registry, "\(session.endpoint.registry): an upload without a Location")
        }
        return try session.absolute(location)
      default: if query.isEmpty { throw session.failure(response, "upload of \(blob.digest.text)") }
      }
    }
    return nil
  }

  private func transfer(_ blob: ContentDescriptor, to location: String, _ client: HTTPClient) throws(Failure) {
    let file = try store.blobs.open(blob.digest)
    var (location, offset) = (location, Int64(0))
    if let chunkSize {
      while blob.size - offset > chunkSize {
        let response = try session.perform(
          client, "PATCH", location,
          headers: ["Content-Type: application/octet-stream", "Content-Range: \(offset)-\(offset + chunkSize - 1)"],
          body: .file(file.raw, offset: offset, size: chunkSize))
        guard response.status == 202, let next = response.header("location") else {
          throw session.failure(response, "upload of \(blob.digest.text)")
        }
        location = try session.absolute(next)
        offset += chunkSize
      }
    }
    let end = location + (location.contains("?") ? "&" : "?") + RegistrySession.form([("digest", blob.digest.text)])
    var headers = ["Content-Type: application/octet-stream"]
    if offset > 0 { headers.append("Content-Range: \(offset)-\(blob.size - 1)") }
    let response = try session.perform(
      client, "PUT", end, headers: headers, body: .file(file.raw, offset: offset, size: blob.size - offset))
    guard response.status == 201 || response.status == 204 else {
      throw session.failure(response, "upload of \(blob.digest.text)")
    }
  }
}
