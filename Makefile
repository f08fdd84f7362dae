# SPDX-License-Identifier: MIT
# GNU make. Targets: all demo check check-san check-tsan check-clang
# check-valgrind check-kill check-replug check-soak check-kernel
# check-exchange check-browser layers lint mutants fuzz bench bless install
# setup clean.
# V=1 shows commands.
PKG_CONFIG ?= pkg-config
PREFIX     ?= /usr/local
BINDIR     ?= $(PREFIX)/bin
LIBDIR     ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
MANDIR     ?= $(PREFIX)/share/man
DATADIR    ?= $(PREFIX)/share
LOCALEDIR  ?= $(DATADIR)/locale
UDEVDIR    ?= $(PREFIX)/lib/udev/rules.d
DESTDIR    ?=
FUZZ_S     ?= 60
KILLS      ?= 1000

# Each variant has its own folder, so flags never mix: make SAN=address
SAN   ?=
BUILD ?= build/$(if $(SAN),$(SAN),release)

CFLAGS ?= -O3 -g
WARN   := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
          -Wpointer-arith -Wcast-qual -Wwrite-strings -Wvla -Wconversion \
          -Wno-sign-conversion $(if $(WERROR),-Werror)
comma  := ,
ALL_CFLAGS := -std=c17 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 \
              -ffp-contract=off -fno-math-errno -fno-trapping-math $(WARN) \
              $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all \
              -fno-omit-frame-pointer) $(CFLAGS)
ALL_LDFLAGS := $(if $(SAN),-fsanitize=$(SAN)) -Wl,--as-needed $(LDFLAGS)

# drawn with it are the charts of `gonio report`
CHARTS   ?= /usr/share/javascript/chart.js/chart.min.js
# pkg-config name, or file, and the Debian package that brings it; see
# tests/setup.sh
PKGS     := openblas gsl jansson libconfig nettle sqlite3 libzstd hdf5 \
            libusb-1.0 ncursesw libwebsockets libqrencode
# what only the program needs, not who links the library
APP_PKGS := ncursesw libusb-1.0 libwebsockets libqrencode
DEBS     := openblas=libopenblas-serial-dev gsl=libgsl-dev \
            jansson=libjansson-dev libconfig=libconfig-dev \
            nettle=nettle-dev sqlite3=libsqlite3-dev \
            libzstd=libzstd-dev hdf5=libhdf5-dev \
            libusb-1.0=libusb-1.0-0-dev ncursesw=libncurses-dev \
            libwebsockets=libwebsockets-dev \
            libqrencode=libqrencode-dev \
            $(CHARTS)=libjs-chart.js \
            :msgfmt=gettext \
            check=check
TEST_DEBS := umockdev-1.0=libumockdev-dev :umockdev-run=umockdev :tmux=tmux
pkg       = $(shell $(PKG_CONFIG) $(1) 2>/dev/null)
# ncurses wants another _XOPEN_SOURCE than we do, and works with ours
INCLUDES := -Ilib/include -Idrivers/include -Icalib/include \
            $(filter-out -D_%,$(call pkg,--cflags $(PKGS)))
# GSL's own CBLAS is left out: OpenBLAS provides those functions
LDLIBS   += $(filter-out -lgslcblas,$(call pkg,--libs $(PKGS))) -lm
FOUND    := $(and $(call pkg,--modversion $(PKGS)),$(wildcard $(CHARTS)))

srcs = $(sort $(wildcard $(addsuffix /*.c,$(1))))
objs = $(patsubst %.c,$(BUILD)/%.o,$(call srcs,$(1)))

LAYERS    := lib/base lib/math lib/motion lib/rep lib/clinic lib/pipe \
             lib/store lib/report lib/sim drivers calib
LIB_OBJ   := $(call objs,$(LAYERS)) $(BUILD)/lib/rep/catalogue_data.o
APP_OBJ   := $(call objs,apps) $(addprefix $(BUILD)/apps/,manual_data.o \
             page_data.o serve_page_data.o)
TEST_OBJ  := $(call objs,tests/unit tests/support)
USB_OBJ   := $(call objs,tests/usb)
KERNEL_OBJ := $(call objs,tests/kernel)
BENCH_OBJ := $(call objs,tests/bench)
LOCALES   := $(patsubst apps/po/%.po,\
             $(BUILD)/locale/%/LC_MESSAGES/gonio.mo,$(wildcard apps/po/*.po))
FUZZERS   := $(patsubst tests/fuzz/%.c,$(BUILD)/%,$(call srcs,tests/fuzz))
ALL_OBJ   := $(LIB_OBJ) $(APP_OBJ) $(TEST_OBJ) $(USB_OBJ) $(KERNEL_OBJ) \
             $(BENCH_OBJ) \
             $(FUZZERS:$(BUILD)/%=$(BUILD)/tests/fuzz/%.o)
HEADERS   := $(sort $(wildcard lib/include/gonio/*.h \
             drivers/include/gonio/*.h calib/include/gonio/*.h))

# Built-in rules match nothing here, and searching them took most of a start.
MAKEFLAGS += -r

Q   := $(if $(V),,@)
mute = $(V)$(findstring s,$(firstword -$(MAKEFLAGS)))
say  = $(if $(mute),,@echo "  $(1) $(2)")
# as many jobs as processors, unless make was told how many
jobs = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc))
SUB  = +$(Q)$(MAKE) --no-print-directory $(jobs)

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all demo check check-all check-san check-tsan check-clang \
        check-valgrind check-kill check-replug check-soak check-kernel \
        check-exchange check-browser \
        layers lint mutants fuzz fuzzers bench bless install install-test \
        setup clean packages FORCE
COMPLETION := $(BUILD)/completion/gonio $(BUILD)/completion/_gonio
all: $(BUILD)/gonio $(COMPLETION) $(LOCALES)

$(BUILD)/libgonio.a: $(LIB_OBJ) $(BUILD)/objects
	$(call say,AR,$@)
	$(Q)rm -f $@
	$(Q)$(AR) rcsD $@ $(LIB_OBJ)

$(BUILD)/gonio: $(APP_OBJ) $(BUILD)/libgonio.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -pthread -o $@ $^ $(LDLIBS)

WRAP := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free \
        -Wl,--wrap=strdup,--wrap=strndup,--wrap=aligned_alloc
# The suites test the commands' parts too, all but main().
APP_PART := $(filter-out $(BUILD)/apps/main.o,$(APP_OBJ))
# They need all of the library, so for them it is not made an archive first.
UNIT_OBJ := $(TEST_OBJ) $(APP_PART) $(LIB_OBJ)
$(BUILD)/unit: $(UNIT_OBJ) $(BUILD)/objects | $(LOCALES)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -pthread $(WRAP) -o $@ \
	  $(UNIT_OBJ) $(call pkg,--libs check) $(LDLIBS)

# A program of its own: umockdev's preload library, linked first, takes over
# open() and ioctl() of all that runs in it.
PRELOAD := -Wl,--push-state,--no-as-needed -lumockdev-preload \
           -Wl,--pop-state
USB_PART := $(addprefix $(BUILD)/tests/support/,fault.o files.o skip.o) \
            $(APP_PART)
$(BUILD)/usb: $(USB_OBJ) $(USB_PART) $(BUILD)/libgonio.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -pthread $(WRAP) -o $@ \
	  $(PRELOAD) $^ $(call pkg,--libs check umockdev-1.0) $(LDLIBS)

# It runs in the guest of tests/kernel.sh.
$(BUILD)/kernel: $(KERNEL_OBJ) $(BUILD)/libgonio.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -pthread -o $@ $^ $(LDLIBS)

$(BUILD)/bench: $(BENCH_OBJ) $(BUILD)/libgonio.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

# Tests and fuzzers may see private headers of the layers.
$(TEST_OBJ): private EXTRA = -I. -Itests/support $(call pkg,--cflags check)
$(USB_OBJ): private EXTRA = -I. -Itests/support \
	$(call pkg,--cflags check umockdev-1.0)
$(FUZZERS:$(BUILD)/%=$(BUILD)/tests/fuzz/%.o): private EXTRA = -I.
$(KERNEL_OBJ): private EXTRA = -I.
$(BENCH_OBJ): private EXTRA = -I. \
	-DBENCH_BUILD='"$(shell $(CC) --version | head -n 1), $(CFLAGS)"'

# Absolute paths are kept out of objects: equal sources, equal binaries.
$(BUILD)/%.o: %.c $(BUILD)/flags | packages
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(INCLUDES) $(EXTRA) -MMD -MP \
	  $(ALL_CFLAGS) -pthread -ffile-prefix-map=$(CURDIR)=. -c -o $@ $<

# The catalogue is built in: every entry, each after a line that names it.
CATALOGUE := $(sort $(wildcard lib/catalogue/*.cfg))
$(BUILD)/catalogue.cfg: $(CATALOGUE) $(BUILD)/entries
	@mkdir -p $(@D)
	$(Q)for f in $(CATALOGUE); do \
	  echo "#@ $${f##*/}" && cat "$$f" || exit 1; done >$@

$(BUILD)/lib/rep/catalogue_data.o: lib/rep/catalogue_data.S \
		$(BUILD)/catalogue.cfg
	$(call say,AS,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -ffile-prefix-map=$(CURDIR)=. \
	  -DCATALOGUE='"$(BUILD)/catalogue.cfg"' -c -o $@ $<

# Help is the manual, built in as plain text.
$(BUILD)/manual.txt: apps/gonio.1 apps/manual.awk
	@mkdir -p $(@D)
	$(Q)awk -f apps/manual.awk apps/gonio.1 >$@

$(BUILD)/apps/manual_data.o: apps/manual_data.S $(BUILD)/manual.txt
	$(call say,AS,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -ffile-prefix-map=$(CURDIR)=. \
	  -DMANUAL='"$(BUILD)/manual.txt"' -c -o $@ $<

# What a report holds besides its words is built in.
$(BUILD)/apps/page_data.o: apps/page_data.S apps/page.css apps/page.js \
		$(CHARTS) | packages
	$(call say,AS,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -ffile-prefix-map=$(CURDIR)=. \
	  -DCHARTS='"$(CHARTS)"' -c -o $@ $<

# What the shells complete is the manual's SYNOPSIS.
$(BUILD)/completion/gonio: apps/completion.bash
$(BUILD)/completion/_gonio: apps/completion.zsh
$(COMPLETION): apps/completion.awk $(BUILD)/manual.txt
	@mkdir -p $(@D)
	$(Q)awk -f apps/completion.awk $(BUILD)/manual.txt \
	  $(filter apps/completion.%sh,$^) >$@

# The pages that browsers are given, built in as they are.
$(BUILD)/apps/serve_page_data.o: apps/serve_page_data.S apps/serve_page.html \
		apps/phone_page.html
	$(call say,AS,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -ffile-prefix-map=$(CURDIR)=. \
	  -DPAGE='"apps/serve_page.html"' \
	  -DPHONE='"apps/phone_page.html"' -c -o $@ $<

# Texts of reports in other languages.
$(LOCALES): $(BUILD)/locale/%/LC_MESSAGES/gonio.mo: apps/po/%.po | packages
	$(call say,MSGFMT,$<)
	@mkdir -p $(@D)
	$(Q)msgfmt --check-format -o $@ $<

# Each holds a text and is renewed only when that changes: other flags build
# everything anew, a file that is gone leaves the library or the catalogue,
# another DATADIR moves the scenarios and the texts of reports.
STAMPS := $(addprefix $(BUILD)/,flags objects entries datadir)
$(BUILD)/flags:   private TEXT := $(CC) $(CPPFLAGS) $(INCLUDES) $(ALL_CFLAGS)
$(BUILD)/objects: private TEXT := $(LIB_OBJ)
$(BUILD)/entries: private TEXT := $(CATALOGUE)
$(BUILD)/datadir: private TEXT := $(DATADIR) $(LOCALEDIR)
$(STAMPS): FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(subst ','\'',$(TEXT))' | cmp -s - $@ || \
	  printf '%s\n' '$(subst ','\'',$(TEXT))' >$@

$(BUILD)/lib/sim/find.o: $(BUILD)/datadir
$(BUILD)/lib/sim/find.o: private EXTRA = -DGN_DATADIR='"$(DATADIR)/gonio"'

$(BUILD)/apps/lang.o: $(BUILD)/datadir
$(BUILD)/apps/lang.o: private EXTRA = -DGN_LOCALEDIR='"$(LOCALEDIR)"'

packages:
	@$(if $(FOUND),:,echo "gonio: something is missing of" \
	  "$(PKGS) $(CHARTS): run 'make setup'" >&2; exit 1)

setup:
	@PKG_CONFIG=$(PKG_CONFIG) CC=$(CC) tests/setup.sh $(DEBS)

demo: setup
	$(SUB) all
	@$(BUILD)/gonio score fixtures/recordings/demo

check: setup
	@tests/setup.sh $(TEST_DEBS)
	$(SUB) check-all

# Every part, then one line with the sum of what passed, failed, was skipped.
check-all: all $(BUILD)/unit $(BUILD)/usb
	$(Q)CC='$(CC)' tests/run.sh $(BUILD)

# One process for a suite: each child would search for its leaks at its end.
check-san: export CK_FORK = no
check-san:
	$(SUB) SAN=address$(comma)undefined CFLAGS='-Og -g' check

# Where there are threads: sensors on USB, and the suites that start some.
THREADED := ring latest analyse score validate_run serve serve_run serve_phone \
            phone
check-tsan: export CK_FORK = no
check-tsan: export TSAN_OPTIONS = suppressions=tests/tsan.supp
check-tsan:
	@tests/setup.sh $(DEBS) $(TEST_DEBS)
	$(SUB) SAN=thread CFLAGS='-O1 -g' build/thread/usb build/thread/unit
	$(Q)build/thread/usb
	$(Q)for s in $(THREADED); do \
	  CK_RUN_SUITE=$$s build/thread/unit || exit 1; done

check-clang:
	@tests/setup.sh $(DEBS) $(TEST_DEBS) :clang=clang
	$(SUB) CC=clang BUILD=build/clang WERROR=1 check

check-valgrind:
	@tests/setup.sh $(DEBS) :valgrind=valgrind
	$(SUB) BUILD=build/valgrind CFLAGS='-O1 -g' build/valgrind/unit
	$(Q)CK_FORK=no CK_TIMEOUT_MULTIPLIER=100 valgrind -q \
	  --error-exitcode=1 --leak-check=full \
	  --errors-for-leak-kinds=definite build/valgrind/unit

# The writer of recordings is killed so often; GN_KILL_SEED: other moments.
check-kill: $(BUILD)/unit
	$(Q)CK_RUN_SUITE=rec_kill GN_KILL_ROUNDS=$(KILLS) $(BUILD)/unit

# One sensor is unplugged so often in a session; see tests/usb/test_session.c.
REPLUGS = 1000
check-replug: $(BUILD)/usb
	$(Q)CK_RUN_SUITE=usb_session GN_REPLUG_ROUNDS=$(REPLUGS) $(BUILD)/usb

# Eight sensors, then every driver at its top rate, in three sessions of so
# many seconds; see tests/usb/test_soak.c.
SOAK_S = 60
check-soak: $(BUILD)/usb
	$(Q)CK_RUN_SUITE=soak GN_SOAK_S=$(SOAK_S) $(BUILD)/usb

# The USB code on a real kernel in QEMU; not part of check.
check-kernel: setup
	$(SUB) $(BUILD)/gonio $(BUILD)/kernel
	$(Q)tests/kernel.sh $(BUILD)

# What is exported, before the validator of BIDS, which comes by npm.
check-exchange: $(BUILD)/gonio
	$(Q)tests/exchange.sh $(BUILD)

# What people see in a browser, in a real one. PARTS: speed live access hostile.
check-browser: $(BUILD)/gonio
	$(Q)tests/browser.sh $(BUILD) $(PARTS)

layers: ; $(Q)CC='$(CC)' tests/layers.sh
lint: $(LIB_OBJ) ; $(Q)tests/lint.sh $(BUILD)
mutants: ; $(Q)tests/mutants.sh
install-test: ; $(Q)tests/install.sh
bless: all
	$(Q)failed=0; tests/golden.sh $(BUILD)/gonio --bless || failed=1; \
	  tests/readme.sh $(BUILD) --bless || failed=1; exit $$failed

# libFuzzer needs clang; FUZZ_S seconds are shared by all the parsers.
FUZZ_CFLAGS := -O1 -g -fsanitize=fuzzer-no-link
fuzz:
	@tests/setup.sh $(DEBS) :clang=clang
	$(SUB) CC=clang BUILD=build/fuzz SAN=address$(comma)undefined \
	  CFLAGS='$(FUZZ_CFLAGS)' fuzzers
	$(Q)tests/fuzz.sh build/fuzz $(FUZZ_S)
fuzzers: $(FUZZERS)
$(FUZZERS): $(BUILD)/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/libgonio.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ $^ \
	  $(LDLIBS)

bench: $(BUILD)/gonio $(BUILD)/bench
	$(Q)tests/bench/bench.sh $(BUILD)

install: all
	install -d "$(DESTDIR)$(BINDIR)" "$(DESTDIR)$(LIBDIR)/pkgconfig" \
	  "$(DESTDIR)$(INCLUDEDIR)/gonio" "$(DESTDIR)$(MANDIR)/man1" \
	  "$(DESTDIR)$(DATADIR)/gonio/scenarios" \
	  "$(DESTDIR)$(DATADIR)/bash-completion/completions" \
	  "$(DESTDIR)$(DATADIR)/zsh/site-functions" \
	  "$(DESTDIR)$(UDEVDIR)"
	install -m 0644 $(BUILD)/completion/gonio \
	  "$(DESTDIR)$(DATADIR)/bash-completion/completions"
	install -m 0644 $(BUILD)/completion/_gonio \
	  "$(DESTDIR)$(DATADIR)/zsh/site-functions"
	install -m 0644 drivers/60-gonio.rules "$(DESTDIR)$(UDEVDIR)"
	install -m 0755 $(BUILD)/gonio "$(DESTDIR)$(BINDIR)"
	install -m 0644 $(BUILD)/libgonio.a "$(DESTDIR)$(LIBDIR)"
	install -m 0644 $(HEADERS) "$(DESTDIR)$(INCLUDEDIR)/gonio"
	install -m 0644 apps/gonio.1 "$(DESTDIR)$(MANDIR)/man1"
	cp -R fixtures/scenarios/. "$(DESTDIR)$(DATADIR)/gonio/scenarios"
	install -d "$(DESTDIR)$(LOCALEDIR)"
	cp -R $(BUILD)/locale/. "$(DESTDIR)$(LOCALEDIR)"
	sed -e 's|@PREFIX@|$(PREFIX)|' \
	  -e 's|@LIBDIR@|$(LIBDIR:$(PREFIX)/%=$${prefix}/%)|' \
	  -e 's|@INCLUDEDIR@|$(INCLUDEDIR:$(PREFIX)/%=$${prefix}/%)|' \
	  -e 's|@PKGS@|$(filter-out $(APP_PKGS),$(PKGS))|' \
	  -e "s|@VERSION@|$$(sed -n 's/.*VERSION "\(.*\)"/\1/p' \
	  lib/include/gonio/version.h)|" lib/gonio.pc.in \
	  >"$(DESTDIR)$(LIBDIR)/pkgconfig/gonio.pc"

clean: ; rm -rf build

-include $(ALL_OBJ:.o=.d)
