// SPDX-License-Identifier: Apache-2.0

internal import OCI

extension Validate {
  /// config.md, "Mounts".
  static let mountRules: [Rule] = [
    // `destination` (string, REQUIRED); SHOULD be absolute, relative ones are deprecated. Mounting over the root itself
    // would leave the paths resolved from its descriptor behind.
    Rule("mount-destination") { spec, report in
      for (index, mount) in (spec.mounts ?? []).enumerated() {
        let pointer = "/mounts/\(index)/destination"
        guard let destination = mount.destination, !destination.isEmpty else {
          report.error(pointer, "missing")
          continue
        }
        if !LexicalPath.isAbsolute(destination) {
          report.warning(pointer, "mount destination \(destination) is not absolute: taken as relative to \"/\"")
        }
        if LexicalPath.cleaned(destination) == "/" {
          report.error(pointer, "the container's root cannot be mounted over")
        }
      }
    },

    // config-linux.md, "Namespaces": a kind not named is inherited; what this would mount would be mounted on the host.
    // runc does that, and leaves it there.
    Rule("mounts-need-mount-namespace") { spec, report in
      guard !spec.hasNamespace("mount") else { return }
      let hint = addNamespace("mount")
      if !(spec.mounts ?? []).isEmpty {
        report.error("/mounts", "unable to mount without a private MNT namespace", hint: hint)
      }
      if spec.root?.readonly ?? false {
        report.error("/root/readonly", "unable to make the root read-only without a private MNT namespace", hint: hint)
      }
      if !(spec.linux?.maskedPaths ?? []).isEmpty || !(spec.linux?.readonlyPaths ?? []).isEmpty {
        report.error(
          "/linux/maskedPaths", "unable to restrict sys entries without a private MNT namespace", hint: hint)
      }
      if !(spec.linux?.rootfsPropagation ?? "").isEmpty {
        report.error(
          "/linux/rootfsPropagation", "unable to set the propagation without a private MNT namespace", hint: hint)
      }
    },

    // "A mount is a bind mount if it has either `bind` or `rbind` in the options"; otherwise the kernel needs a type.
    // `type: "bind"` alone is what the kernel calls "no such device", as do runc and crun.
    Rule("mount-type") { spec, report in
      for (index, mount) in (spec.mounts ?? []).enumerated() {
        let options = MountOptions(mount.options ?? [])
        guard !options.bind, !options.remount else { continue }
        let type = mount.type ?? ""
        if type.isEmpty || type == "none" {
          report.error(
            "/mounts/\(index)/type", "neither a file system type nor a bind",
            hint: "for a bind mount add \"bind\" or \"rbind\" to its options")
        } else if type == "bind" || type == "rbind" {
          report.error(
            "/mounts/\(index)/type", "\"\(type)\" is no file system type",
            hint: "a bind mount is made by \"\(type)\" among its options")
        }
      }
    },

    // `source`: of a bind mount a path; there is none to bind without it.
    Rule("bind-source") { spec, report in
      for (index, mount) in (spec.mounts ?? []).enumerated() {
        let options = MountOptions(mount.options ?? [])
        guard options.bind, !options.remount, (mount.source ?? "").isEmpty else { continue }
        report.error("/mounts/\(index)/source", "missing: nothing to bind")
      }
    },

    // "Runtimes SHOULD treat unknown options as filesystem-specific ones": which a bind mount has none of; the kernel
    // would ignore them in silence (crun drops them).
    Rule("bind-options") { spec, report in
      for (index, mount) in (spec.mounts ?? []).enumerated() {
        let options = MountOptions(mount.options ?? [])
        guard options.bind else { continue }
        for unknown in options.data {
          let place = (mount.options ?? []).firstIndex(of: unknown) ?? 0
          report.error(
            "/mounts/\(index)/options/\(place)",
            "\"\(unknown)\": bind mounts cannot have any filesystem-specific options applied",
            hint: DidYouMean.nearest(to: unknown, among: MountOptions.known).map { "did you mean \"\($0)\"?" })
        }
      }
    },

    // /proc must be a procfs and stay one: writes below it (labels, sysctls) would go astray (CVE-2019-16884,
    // CVE-2025-52881). The exceptions are those of runc, for lxcfs.
    Rule("mount-in-proc") { spec, report in
      for (index, mount) in (spec.mounts ?? []).enumerated() {
        let destination = LexicalPath.cleaned(mount.destination ?? "")
        guard LexicalPath.isWithin(destination, "/proc") else { continue }
        if destination == "/proc" {
          if mount.type != "proc", !MountOptions(mount.options ?? []).bind {
            report.error("/mounts/\(index)", "\"/proc\" cannot be mounted because it is not of type proc")
          }
        } else if !mountableInProc.contains(destination) {
          report.error("/mounts/\(index)", "\"\(destination)\" cannot be mounted because it is inside /proc")
        }
      }
    },

    // `uidMappings`: "If specified, it MUST be specified along with `gidMappings`"; `idmap`: without mappings and without
    // user namespace "an error MUST be returned".
    Rule("idmapped-mount") { spec, report in
      for (index, mount) in (spec.mounts ?? []).enumerated() {
        let pointer = "/mounts/\(index)"
        let options = MountOptions(mount.options ?? [])
        let (hasUIDs, hasGIDs) = (!(mount.uidMappings ?? []).isEmpty, !(mount.gidMappings ?? []).isEmpty)
        guard hasUIDs || hasGIDs || options.idMap else { continue }
        if hasUIDs != hasGIDs {
          report.error(
            pointer + (hasUIDs ? "/gidMappings" : "/uidMappings"),
            "id-mapped mounts must have both uid and gid mappings specified")
        } else if !hasUIDs, !spec.hasNamespace("user") {
          report.error(
            pointer, "an id-mapped mount needs uidMappings and gidMappings: the container has no user namespace")
        }
        if !options.bind { report.error(pointer, "id-mapped mounts are only supported for bind-mounts") }
        checkMappings(mount.uidMappings ?? [], pointer + "/uidMappings", &report)
        checkMappings(mount.gidMappings ?? [], pointer + "/gidMappings", &report)
      }
    },

    // `tmpcopyup`: "copy up the contents to a tmpfs"; anywhere else it would do nothing.
    Rule("copy-up") { spec, report in
      for (index, mount) in (spec.mounts ?? []).enumerated() {
        let options = MountOptions(mount.options ?? [])
        if options.copyUp, mount.type != "tmpfs" || options.bind {
          report.error("/mounts/\(index)/options", "tmpcopyup is for mounts of type tmpfs")
        }
      }
    },
  ]

  private static let mountableInProc = [
    "/proc/cpuinfo", "/proc/diskstats", "/proc/meminfo", "/proc/stat", "/proc/swaps", "/proc/uptime", "/proc/loadavg",
    "/proc/slabinfo", "/proc/sys/kernel/ns_last_pid", "/proc/sys/crypto/fips_enabled",
  ]
}
