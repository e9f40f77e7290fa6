// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import ImagePlan
internal import Kernel
package import OCI

/// Fetches an image from a registry (OCI distribution-spec, "Pull").
package struct Pull {
  let store: Store
  let options: RegistryOptions
  let platform: Platform
  let progress: Progress
  /// Layers fetched at the same time.
  package var parallel = 3

  package init(_ store: Store, _ options: RegistryOptions, platform: Platform?, progress: Progress) {
    self.store = store
    self.options = options
    self.platform = PlatformChoice.normalised(platform ?? PlatformChoice.host)
    self.progress = progress
  }

  /// Fetches what a name stands for; a short one at each of the registries for short names, mirrors first.
  ///
  /// Nothing is listed before all of it is there and was found to be what its digests say.
  package func pull(_ name: String) throws(Failure) -> Image {
    let wanted = try parseReference(name).tagged
    let rules = try RegistryFiles.rules()
    let candidates = rules.candidates(for: wanted)
    guard !candidates.isEmpty else {
      throw Failure(
        .registry, "\"\(name)\" names no registry, and no registries for short names are configured",
        hint: "write HOST/\(name), or set unqualified-search-registries in /etc/containers/registries.conf")
    }
    var failures: [Failure] = []
    for candidate in candidates {
      if rules.isBlocked(candidate) {
        failures.append(Failure(.registry, "\(candidate.text): registries.conf blocks it"))
        continue
      }
      for endpoint in rules.endpoints(for: candidate) {
        do throws(Failure) {
          return try pull(candidate, from: endpoint)
        } catch {
          // What is wrong with the image itself is wrong everywhere, and a full disk stays full.
          guard error.code == .registry || error.code == .imageMissing else { throw error }
          failures.append(error)
        }
      }
    }
    guard var failure = failures.first, failures.count > 1 else { throw failures.first ?? Failure(.registry, name) }
    failure.message = "pull \(name): " + failures.map { $0.message }.joined(separator: "; ")
    throw failure
  }

  private func pull(_ reference: ImageReference, from endpoint: RegistryRules.Endpoint) throws(Failure) -> Image {
    let session = try RegistrySession(endpoint, options, actions: "pull")
    let client = session.client()
    let adding = try store.adding()
    let found = try Manifests(session: session, client: client, platform: platform).resolve(reference)
    let manifest: ImageManifest = try decode(found.bytes, as: "manifest \(found.descriptor.digest.text)")
    try PullBlobs(store: store, session: session, progress: progress, parallel: parallel)
      .fetch([manifest.config] + manifest.layers)
    var origin = reference
    (origin.tag, origin.digest) = (nil, found.top)
    let image = try store.images.add(
      manifest: found.bytes, mediaType: found.descriptor.mediaType, as: reference, origin: origin)
    _ = consume adding
    return image
  }
}

/// Finds the manifest of an image.
struct Manifests {
  let session: RegistrySession
  let client: HTTPClient
  let platform: Platform

  struct Found {
    /// Of what the name leads to: an index, or the manifest itself.
    var top: Digest
    var descriptor: ContentDescriptor
    var bytes: [UInt8]
  }

  func resolve(_ reference: ImageReference) throws(Failure) -> Found {
    var (descriptor, bytes) = try fetch(reference.digest?.text ?? reference.tag ?? "latest", reference.digest)
    let top = descriptor.digest
    for _ in 0..<Reachable.depthLimit {
      switch descriptor.type {
      case .imageManifest: return Found(top: top, descriptor: descriptor, bytes: bytes)
      case .imageIndex:
        let index: ImageIndex = try decode(bytes, as: "index \(descriptor.digest.text)")
        guard let choice = PlatformChoice.choose(from: index.manifests, for: platform) else {
          let offered = index.manifests.filter { !PlatformChoice.isAttestation($0) }.compactMap { $0.platform?.text }
          throw Failure(
            .imageInvalid, "\(reference.text): no image for \(platform.text)",
            hint: "there is one for \(offered.joined(separator: ", ")): --platform")
        }
        let chosen = index.manifests[choice]
        (descriptor, bytes) = try fetch(chosen.digest.text, chosen.digest)
        guard descriptor.size == chosen.size else {
          throw Failure(
            .imageInvalid,
            "manifest \(chosen.digest.text) has \(descriptor.size) bytes, its descriptor says \(chosen.size)")
        }
      case .schema1:
        throw Failure(
          .imageInvalid, "\(reference.text) has a manifest of schema 1, which no digest of a configuration protects",
          hint: "have it pushed again by a current tool")
      case .imageConfig, .layer, .emptyJSON, .other:
        throw Failure(
          .imageInvalid, "\(reference.text) is of type \"\(Table.printable(descriptor.mediaType))\", no image")
      }
    }
    throw Failure(.imageInvalid, "indexes inside one another deeper than \(Reachable.depthLimit)")
  }

  /// A document by tag or digest, checked against the digest when one was asked for or told.
  private func fetch(_ name: String, _ digest: Digest?) throws(Failure) -> (ContentDescriptor, [UInt8]) {
    let accept = MediaType.accepted.map { $0.text }.joined(separator: ", ")
    let response = try session.perform(client, "GET", "/manifests/" + name, headers: ["Accept: " + accept])
    guard response.status == 200 else { throw session.failure(response, "manifest \(name)") }
    let told = response.header("docker-content-digest").flatMap { try? Digest(parsing: $0) }
    if let expected = digest ?? told { try BlobStore.check(response.body, is: expected) }
    let actual = digest ?? Hashing.digest(of: response.body)
    // The document's own word counts more than the header's, which proxies change.
    var type = (try? JSONValue(parsing: response.body))?["mediaType"]?.string ?? ""
    if type.isEmpty { type = String((response.header("content-type") ?? "").prefix { $0 != ";" }) }
    return (ContentDescriptor(mediaType: type, digest: actual, size: Int64(response.body.count)), response.body)
  }
}
