# shellcheck shell=bash disable=SC2154 # variables of common.sh
# The default images, under the names users write. The stand-ins are Debian's PostgreSQL and Redis behind entrypoints of our
# own (see images/); what they are called is not the version they hold.

# postgres:17-alpine is no default: it keeps its data in the layout before 18, for tests of those who come from there.
default_images="postgres:18.0-alpine postgres:18-alpine redis:8.2-alpine"

# The mark names what they were made from.
images_are_made() { [[ -e $cache/images-$(key_of_images) ]]; }

key_of_images() { { cat "$here"/images/*/* && declare -f make_images make_base make_postgres make_image; } | key; }

key() { sha256sum | cut -c1-16; }

# Once: the mirror keeps them.
make_images() {
  local base
  base=$mirror/infra-ci/debian:$(declare -f make_base | key)
  timeout 300 docker pull --quiet "$base" >/dev/null 2>&1 || make_base "$base"
  docker tag "$base" infra-ci/debian
  make_postgres 18 /var/lib/postgresql/18/docker /var/lib/postgresql 18.0-alpine 18-alpine
  make_postgres 17 /var/lib/postgresql/data /var/lib/postgresql/data 17-alpine
  make_image redis "" 8.2-alpine
  docker rmi infra-ci/debian "$base" >/dev/null
  touch "$cache/images-$(key_of_images)" # last
}

# One root for all of them: layers are shared. Without just-in-time compilation, which is most of the size.
make_base() { # NAME
  say "making a root with PostgreSQL and Redis from Debian's packages (once; a minute or two)"
  bootstrap "$cache/root.tar" "sid trixie" \
    postgresql-18,postgresql-18-pgvector,postgresql-17,redis-server,redis-tools,gosu,locales \
    --dpkgopt='path-exclude=/usr/lib/*/libLLVM*' --dpkgopt='path-exclude=/usr/lib/*/libz3*' \
    --dpkgopt='path-exclude=/usr/lib/postgresql/*/lib/llvmjit*' --dpkgopt='path-exclude=/usr/lib/postgresql/*/lib/bitcode/*' \
    --essential-hook='mkdir -p "$1/etc/postgresql-common"' \
    --essential-hook='echo "create_main_cluster = false" >"$1/etc/postgresql-common/createcluster.conf"' \
    --customize-hook='chroot "$1" localedef -i en_US -f UTF-8 en_US.UTF-8' \
    --customize-hook='rm -rf "$1"/usr/share/i18n "$1"/var/cache/apt/* "$1"/var/lib/apt/lists/*'
  docker import "$cache/root.tar" "$1" >/dev/null
  rm "$cache/root.tar"
  quietly docker push "$1"
}

make_postgres() { # MAJOR DATA VOLUME TAG…
  local major=$1 data=$2 volume=$3 version
  shift 3
  version=$(docker run --rm --network none infra-ci/debian "/usr/lib/postgresql/$major/bin/postgres" --version)
  version=$(grep -oE "$major\.[0-9]+" <<<"$version" | head -n 1)
  make_image postgres "--build-arg MAJOR=$major --build-arg VERSION=$version --build-arg DATA=$data --build-arg VOLUME=$volume" "$@"
}

make_image() { # NAME BUILD_OPTIONS TAG…
  local name=$1 options=$2 tag
  shift 2
  # shellcheck disable=SC2086 # a list of words
  DOCKER_BUILDKIT=0 quietly docker build $options --tag "infra-ci/$name" "$here/images/$name"
  for tag; do
    docker tag "infra-ci/$name" "$mirror/library/$name:$tag"
    quietly docker push "$mirror/library/$name:$tag"
    docker rmi "$mirror/library/$name:$tag" >/dev/null
  done
  docker rmi "infra-ci/$name" >/dev/null
}

# The proof that the engine gets at them by their plain names. When it does not, $image is the one.
pull_default_images() {
  for image in $default_images; do timeout 300 docker pull --quiet "$image" >/dev/null || return 1; done
}

have_default_images() {
  for image in $default_images; do
    docker image inspect "$image" >/dev/null 2>&1 || timeout 300 docker pull --quiet "$image" >/dev/null || return 1
  done
}
