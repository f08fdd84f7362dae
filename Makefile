# GNU make. Out of tree: build/release, build/address,undefined, ...
PKG_CONFIG ?= pkg-config
PREFIX     ?= /usr/local
BINDIR     ?= $(PREFIX)/bin
DESTDIR    ?=

# Each variant has its own directory, so flags never mix: make SAN=address
SAN   ?=
BUILD ?= build/$(if $(SAN),$(SAN),release)

CFLAGS   ?= -O3 -g
WARN     := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
            -Wpointer-arith -Wcast-qual -Wwrite-strings -Wvla -Wconversion \
            -Wno-sign-conversion
comma    := ,
ALL_CFLAGS := -std=c17 -D_POSIX_C_SOURCE=200809L -ffp-contract=off $(WARN) \
              $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all \
              -fno-omit-frame-pointer) $(CFLAGS)
PKGS     := openblas gsl jansson libconfig nettle
CPPFLAGS += -Ilib/include -Idrivers/include -Icalib/include -MMD -MP \
            $(shell $(PKG_CONFIG) --cflags $(PKGS))
ALL_LDFLAGS := $(if $(SAN),-fsanitize=$(SAN)) $(LDFLAGS)
LDLIBS   += $(shell $(PKG_CONFIG) --libs $(PKGS)) -lm

CHECK_CFLAGS = $(shell $(PKG_CONFIG) --cflags check)
CHECK_LIBS   = $(shell $(PKG_CONFIG) --libs check)

srcs  = $(sort $(wildcard $(addsuffix /*.c,$(1))))
objs  = $(patsubst %.c,$(BUILD)/%.o,$(call srcs,$(1)))

LIB_OBJ  := $(call objs,lib/base lib/math lib/motion lib/rep lib/pipe lib/store lib/report lib/sim)
DRV_OBJ  := $(call objs,drivers)
CAL_OBJ  := $(call objs,calib)
APP_OBJ  := $(call objs,apps)
TEST_OBJ := $(call objs,tests/unit tests/support)

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all check install clean
all: $(BUILD)/gonio

$(BUILD)/libgonio.a: $(LIB_OBJ) $(DRV_OBJ) $(CAL_OBJ)
	@rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/gonio: $(APP_OBJ) $(BUILD)/libgonio.a
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -c -o $@ $<

clean: ; rm -rf build

-include $(patsubst %.o,%.d,$(LIB_OBJ) $(DRV_OBJ) $(CAL_OBJ) $(APP_OBJ) $(TEST_OBJ))
